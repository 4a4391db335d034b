/** What it costs, and how much gets through: always beside what it is compared with, in turns within one run. */
@NullMarked
package dev.rapporteur.benchmarks;

import org.jspecify.annotations.NullMarked;
