/** Pure functions from models to JSON and CSV. */
@NullMarked
package dev.iosleuth.view.json;

import org.jspecify.annotations.NullMarked;
