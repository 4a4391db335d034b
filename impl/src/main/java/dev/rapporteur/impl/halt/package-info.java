/** Named points where a test may halt the process. */
@NullMarked
package dev.rapporteur.impl.halt;

import org.jspecify.annotations.NullMarked;
