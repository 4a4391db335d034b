/** From the partition buffers to the brokers. */
@NullMarked
package dev.rapporteur.impl.dispatch;

import org.jspecify.annotations.NullMarked;
