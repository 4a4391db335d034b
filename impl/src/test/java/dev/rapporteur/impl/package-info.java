@NullMarked
package dev.rapporteur.impl;

import org.jspecify.annotations.NullMarked;
