package dev.rapporteur.it.bed;

import dev.rapporteur.it.app.DoorServlet;
import dev.rapporteur.it.app.Operator;
import dev.rapporteur.it.app.UserTransactionServlet;
import dev.rapporteur.it.decided.LedgerRows;
import dev.rapporteur.it.many.Desk;
import dev.rapporteur.it.many.FirstPartition;
import dev.rapporteur.it.posting.Postings;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The built archives of the product, and the applications made with them. */
public final class Archives {

    private static final Path BUILT = Path.of(System.getProperty("it.archives"));

    private Archives() {}

    /** The resource adapter, as it is shipped. */
    public static Path rar() {
        return BUILT.resolve("rapporteur.rar");
    }

    /** The jar for WARs. */
    public static Path cdi() {
        return BUILT.resolve("rapporteur-cdi.jar");
    }

    /** The jar for EARs that hold the adapter. */
    public static Path cdiForEar() {
        return BUILT.resolve("rapporteur-cdi-ear.jar");
    }

    /** A WAR with all test beans and the cdi jar, and no descriptor. */
    public static WebArchive war(String name) {
        return ShrinkWrap.create(WebArchive.class, name)
                .addPackage(DoorServlet.class.getPackage())
                .addAsResource("batch-jobs/numbers.xml", "META-INF/batch-jobs/numbers.xml")
                .addAsLibrary(cdi().toFile());
    }

    /** As {@link #war}, and the ledger's database decides over its reports; its name says by which connection definition. */
    static WebArchive decided(String definition) {
        return war(definition + ".war")
                .addPackage(LedgerRows.class.getPackage())
                .addAsResource("ledger/persistence.xml", "META-INF/persistence.xml");
    }

    /** A WAR that posts to books. */
    public static WebArchive posting(String name) {
        return ShrinkWrap.create(WebArchive.class, name)
                .addPackage(Postings.class.getPackage())
                .addClasses(DoorServlet.class, Operator.class)
                .addAsLibrary(cdi().toFile());
    }

    /** As {@link #war}, and works with many connection definitions. */
    static WebArchive many(String name) {
        return war(name).addPackage(Desk.class.getPackage());
    }

    /** As {@link #rar}, and within it a partitioner. */
    static Archive<?> rarWithPartitioner() {
        JavaArchive partitioner =
                ShrinkWrap.create(JavaArchive.class, "partitioner.jar").addClass(FirstPartition.class);
        return ShrinkWrap.createFromZipFile(ResourceAdapterArchive.class, rar().toFile())
                .addAsLibrary(partitioner);
    }

    /** The driver of PostgreSQL. */
    public static Path driver() {
        return BUILT.resolve("postgresql.jar");
    }

    /** A WAR with a servlet, the cdi jar, and nothing that would make a bean archive of it. */
    public static WebArchive servletOnly(String name) {
        return ShrinkWrap.create(WebArchive.class, name)
                .addClass(UserTransactionServlet.class)
                .addAsLibrary(cdi().toFile());
    }

    /** Writes an archive to a directory. */
    public static Path write(Archive<?> archive, Path directory) {
        Path file = directory.resolve(archive.getName());
        archive.as(ZipExporter.class).exportTo(file.toFile(), true);
        return file;
    }
}
