@NullMarked
package dev.rapporteur.impl.kafka;

import org.jspecify.annotations.NullMarked;
