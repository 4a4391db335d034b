@NullMarked
package dev.rapporteur.impl.monitor;

import org.jspecify.annotations.NullMarked;
