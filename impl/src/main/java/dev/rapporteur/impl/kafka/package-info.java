/** The only place that touches Kafka's client: what dispatch and routing declare. */
@NullMarked
package dev.rapporteur.impl.kafka;

import org.jspecify.annotations.NullMarked;
