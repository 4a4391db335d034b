@NullMarked
package dev.rapporteur.impl.xa;

import org.jspecify.annotations.NullMarked;
