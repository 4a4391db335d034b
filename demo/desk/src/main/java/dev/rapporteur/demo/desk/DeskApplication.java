package dev.rapporteur.demo.desk;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Puts the desk at the root of its context. */
@ApplicationPath("/")
public class DeskApplication extends Application {}
