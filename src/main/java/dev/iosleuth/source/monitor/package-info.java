/**
 * Asks the monitors of guests. A monitor is a guest's lifeline: it is asked in one go, held for
 * milliseconds, and told nothing that changes anything.
 */
@NullMarked
package dev.iosleuth.source.monitor;

import org.jspecify.annotations.NullMarked;
