/** Deliberate faults, planted in copies of sources, to see whether tests find them. */
@NullMarked
package dev.rapporteur.testkit.planting;

import org.jspecify.annotations.NullMarked;
