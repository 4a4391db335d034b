@NullMarked
package dev.rapporteur.testkit.disk;

import org.jspecify.annotations.NullMarked;
