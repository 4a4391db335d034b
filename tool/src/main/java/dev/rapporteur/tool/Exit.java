package dev.rapporteur.tool;

/** What a command's end tells a script. */
final class Exit {

    static final int OK = 0;
    /** The command has done its work and found something that an operator must see to. */
    static final int PROBLEMS = 1;
    /** The command line is wrong; nothing was done. */
    static final int USAGE = 2;
    /** Refused, or failed on the way. */
    static final int FAILED = 3;

    private Exit() {}
}
