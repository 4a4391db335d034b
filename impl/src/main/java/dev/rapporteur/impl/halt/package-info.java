/** Named points where a test may halt the process, or have threads stand still. */
@NullMarked
package dev.rapporteur.impl.halt;

import org.jspecify.annotations.NullMarked;
