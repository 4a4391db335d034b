/** An enterprise application that brings the adapter along: a bean in each place that an EAR has for them. */
@NullMarked
package dev.rapporteur.it.ear;

import org.jspecify.annotations.NullMarked;
