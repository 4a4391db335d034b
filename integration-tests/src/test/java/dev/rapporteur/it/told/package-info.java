/** Beans of applications that observe what becomes of reports; apart, since whoever has them observes. */
@NullMarked
package dev.rapporteur.it.told;

import org.jspecify.annotations.NullMarked;
