@NullMarked
package dev.rapporteur.impl.thread;

import org.jspecify.annotations.NullMarked;
