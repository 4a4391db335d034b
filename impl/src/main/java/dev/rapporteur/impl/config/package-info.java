/** An engine's settings: names, ranges, defaults and their one check. */
@NullMarked
package dev.rapporteur.impl.config;

import org.jspecify.annotations.NullMarked;
