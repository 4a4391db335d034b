/** The fold over the journal's frames: branches, routes, sequences, partition buffers. */
@NullMarked
package dev.rapporteur.impl.outbound;

import org.jspecify.annotations.NullMarked;
