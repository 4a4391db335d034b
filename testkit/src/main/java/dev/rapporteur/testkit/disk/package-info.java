/** A disk that is small, and can be harmed. */
@NullMarked
package dev.rapporteur.testkit.disk;

import org.jspecify.annotations.NullMarked;
