@NullMarked
package dev.rapporteur.testkit;

import org.jspecify.annotations.NullMarked;
