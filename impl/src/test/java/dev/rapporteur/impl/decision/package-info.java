@NullMarked
package dev.rapporteur.impl.decision;

import org.jspecify.annotations.NullMarked;
