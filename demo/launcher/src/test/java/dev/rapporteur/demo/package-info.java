@NullMarked
package dev.rapporteur.demo;

import org.jspecify.annotations.NullMarked;
