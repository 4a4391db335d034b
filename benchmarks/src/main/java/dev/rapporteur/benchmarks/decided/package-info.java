/** The application that {@link dev.rapporteur.benchmarks.DecisionBenchmarks} measures within a server. */
@NullMarked
package dev.rapporteur.benchmarks.decided;

import org.jspecify.annotations.NullMarked;
