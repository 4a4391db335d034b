@NullMarked
package dev.rapporteur.tool;

import org.jspecify.annotations.NullMarked;
