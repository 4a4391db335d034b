/** The application that {@link dev.rapporteur.benchmarks.DecisionBenchmarks} and {@link dev.rapporteur.benchmarks.PeerBenchmarks} measure within a server. */
@NullMarked
package dev.rapporteur.benchmarks.decided;

import org.jspecify.annotations.NullMarked;
