@NullMarked
package dev.rapporteur.impl.dispatch;

import org.jspecify.annotations.NullMarked;
