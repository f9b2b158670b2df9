/**
 * What the reports of a log come to: a device's means, worst moments and course, in constant
 * memory.
 */
@NullMarked
package dev.iosleuth.ledger.iostat;

import org.jspecify.annotations.NullMarked;
