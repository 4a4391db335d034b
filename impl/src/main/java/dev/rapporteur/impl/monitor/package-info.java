/** Statistics and health: reads all, nothing reads it. */
@NullMarked
package dev.rapporteur.impl.monitor;

import org.jspecify.annotations.NullMarked;
