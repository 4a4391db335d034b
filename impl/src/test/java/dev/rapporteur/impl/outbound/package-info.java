@NullMarked
package dev.rapporteur.impl.outbound;

import org.jspecify.annotations.NullMarked;
