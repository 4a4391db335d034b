/**
 * What it costs, and how much gets through: always beside what it is compared with, in turns within one run.
 *
 * <p>{@link dev.rapporteur.benchmarks.Benchmarks}: transactions and delivery, with a broker.
 * {@link dev.rapporteur.benchmarks.JournalBenchmarks}: the journal, beside Artemis' and the bare sync rate; heap, opening,
 * reading back, and compacting. {@link dev.rapporteur.benchmarks.MarkerBenchmarks}: the kinds of progress marker in Kafka, on well
 * clusters and with a sick broker. Maven's property {@code benchmark} names the one to run, {@code scale} (full or quick) how long
 * the latter two take:
 *
 * <pre>
 * mvn -B -Pbenchmarks -pl benchmarks -am verify
 * mvn -B -Pbenchmarks -pl benchmarks -am verify -Dbenchmark=JournalBenchmarks -Dscale=quick
 * </pre>
 */
@NullMarked
package dev.rapporteur.benchmarks;

import org.jspecify.annotations.NullMarked;
