/** The journal: frames in segments, one writer, group commit. On the JDK alone. */
@NullMarked
package dev.rapporteur.impl.journal;

import org.jspecify.annotations.NullMarked;
