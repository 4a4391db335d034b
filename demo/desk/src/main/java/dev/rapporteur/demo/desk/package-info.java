/** A payments desk: takes a payment, keeps its row, reports it. */
@NullMarked
package dev.rapporteur.demo.desk;

import org.jspecify.annotations.NullMarked;
