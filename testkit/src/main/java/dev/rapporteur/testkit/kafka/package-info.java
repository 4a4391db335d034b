/** Real Kafka brokers as processes, and an independent reader of their topics. */
@NullMarked
package dev.rapporteur.testkit.kafka;

import org.jspecify.annotations.NullMarked;
