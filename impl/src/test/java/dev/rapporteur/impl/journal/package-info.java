@NullMarked
package dev.rapporteur.impl.journal;

import org.jspecify.annotations.NullMarked;
