@NullMarked
package dev.rapporteur.impl.backlog;

import org.jspecify.annotations.NullMarked;
