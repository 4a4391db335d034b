/** Threads whose work is done in turns, so that a simulation can do it without them. */
@NullMarked
package dev.rapporteur.impl.thread;

import org.jspecify.annotations.NullMarked;
