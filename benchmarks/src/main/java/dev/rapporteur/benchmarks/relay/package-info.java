/**
 * Two ways to carry an outbox table from PostgreSQL to Kafka, which reports are measured beside: each a process of its own, at least
 * once, and tuned as its own documentation says.
 */
@NullMarked
package dev.rapporteur.benchmarks.relay;

import org.jspecify.annotations.NullMarked;
