/** Processes, ports and waiting: what the launchers of real parts stand on. */
@NullMarked
package dev.rapporteur.testkit;

import org.jspecify.annotations.NullMarked;
