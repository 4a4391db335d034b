/** Lives of a journal, its outbound fold and its read-back, drawn from seeds; see docs/simulation.md. */
@org.jspecify.annotations.NullMarked
package dev.rapporteur.impl.simulation;
