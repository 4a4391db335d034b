@NullMarked
package dev.rapporteur.benchmarks;

import org.jspecify.annotations.NullMarked;
