/**
 * What it costs, and how much gets through: always beside what it is compared with, in turns within one run.
 *
 * <p>{@link dev.rapporteur.benchmarks.Benchmarks}: what a transaction pays for its report, without a server, with a broker.
 * {@link dev.rapporteur.benchmarks.JournalBenchmarks}: the journal, beside Artemis' and the bare sync rate; heap, opening,
 * reading back, and compacting. {@link dev.rapporteur.benchmarks.MarkerBenchmarks}: the kinds of progress marker in Kafka, on well
 * clusters and with a sick broker. {@link dev.rapporteur.benchmarks.DeliveryBenchmarks}: delivery beside a bare producer.
 * {@link dev.rapporteur.benchmarks.DecisionBenchmarks}: what a report costs its caller on WildFly with PostgreSQL, by who decides.
 * {@link dev.rapporteur.benchmarks.PeerBenchmarks}: the same beside what people use today.
 * {@link dev.rapporteur.benchmarks.ThreadBenchmarks}: for what threads its processor time goes, and
 * {@link dev.rapporteur.benchmarks.ProfileBenchmarks}: in whose code, and where callers wait.
 * {@link dev.rapporteur.benchmarks.GrowthBenchmarks}: how the engine's costs grow with callers, partitions, topics and backlog.
 * {@link dev.rapporteur.benchmarks.StartBenchmarks}: what the adapter adds to a server's start.
 * Maven's property {@code benchmark} names the one to run, {@code scale} (full or quick, or what else it says) how long all but the first take:
 *
 * <pre>
 * mvn -B -Pbenchmarks -pl benchmarks -am verify
 * mvn -B -Pbenchmarks -pl benchmarks -am verify -Dbenchmark=JournalBenchmarks -Dscale=quick
 * mvn -B -Pbenchmarks -pl benchmarks -am verify -DskipTests -DskipITs -Dbenchmark=DecisionBenchmarks -Dscale=full
 * </pre>
 */
@NullMarked
package dev.rapporteur.benchmarks;

import org.jspecify.annotations.NullMarked;
