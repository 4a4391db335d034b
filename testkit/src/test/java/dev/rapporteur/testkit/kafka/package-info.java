@NullMarked
package dev.rapporteur.testkit.kafka;

import org.jspecify.annotations.NullMarked;
