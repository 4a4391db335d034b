package dev.rapporteur.impl;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rooms of the house, and who may enter which: ARCHITECTURE.md, "Rooms". */
class LayersTest {

    private static final String ROOT = "dev.rapporteur.impl.";

    private static JavaClasses product;

    @BeforeAll
    static void read() {
        product = new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
                .importPackages("dev.rapporteur.impl");
    }

    @Test
    void shouldKeepTheRoomsApart() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.rapporteur.impl..")
                .layer("engine")
                .definedBy("dev.rapporteur.impl")
                .layer("config")
                .definedBy(ROOT + "config")
                .layer("thread")
                .definedBy(ROOT + "thread")
                .layer("halt")
                .definedBy(ROOT + "halt")
                .layer("journal")
                .definedBy(ROOT + "journal")
                .layer("outbound")
                .definedBy(ROOT + "outbound")
                .layer("routing")
                .definedBy(ROOT + "routing")
                .layer("xa")
                .definedBy(ROOT + "xa")
                .layer("decision")
                .definedBy(ROOT + "decision")
                .layer("dispatch")
                .definedBy(ROOT + "dispatch")
                .layer("events")
                .definedBy(ROOT + "events")
                .layer("kafka")
                .definedBy(ROOT + "kafka")
                .layer("monitor")
                .definedBy(ROOT + "monitor")
                .layer("tool")
                .definedBy(ROOT + "tool")
                .whereLayer("engine")
                .mayOnlyAccessLayers(
                        "config",
                        "thread",
                        "halt",
                        "journal",
                        "outbound",
                        "routing",
                        "xa",
                        "decision",
                        "dispatch",
                        "events",
                        "kafka",
                        "monitor")
                .whereLayer("thread")
                .mayNotAccessAnyLayer()
                .whereLayer("halt")
                .mayNotAccessAnyLayer()
                .whereLayer("config")
                .mayNotAccessAnyLayer()
                .whereLayer("journal")
                .mayOnlyAccessLayers("thread", "halt")
                .whereLayer("outbound")
                .mayOnlyAccessLayers("journal", "thread")
                .whereLayer("routing")
                .mayOnlyAccessLayers("outbound", "thread")
                .whereLayer("xa")
                .mayOnlyAccessLayers("journal", "outbound", "routing", "thread", "halt")
                .whereLayer("decision")
                .mayOnlyAccessLayers("xa", "outbound", "journal", "config", "thread", "halt")
                .whereLayer("decision")
                .mayOnlyBeAccessedByLayers("engine", "monitor")
                .whereLayer("dispatch")
                .mayOnlyAccessLayers("outbound", "journal", "thread", "halt")
                .whereLayer("events")
                .mayOnlyAccessLayers("dispatch", "outbound", "journal", "thread", "halt")
                .whereLayer("kafka")
                .mayOnlyAccessLayers("dispatch", "routing", "outbound", "config", "thread")
                .whereLayer("monitor")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("tool")
                .mayOnlyAccessLayers("journal", "outbound", "thread")
                .whereLayer("tool")
                .mayNotBeAccessedByAnyLayer()
                .check(product);
    }

    @Test
    void shouldTouchTheClientInOneRoomOnly() {
        noClasses()
                .that(resideInAPackage("dev.rapporteur.impl..")
                        .and(resideInAPackage(ROOT + "kafka").negate()))
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.kafka.."))
                .check(product);
    }

    @Test
    void shouldTouchDatabasesInOneRoomOnly() {
        noClasses()
                .that(resideInAPackage("dev.rapporteur.impl..")
                        .and(resideInAPackage(ROOT + "decision").negate()))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql.."))
                .check(product);
    }

    @Test
    void shouldKeepTheJournalOnTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage(ROOT + "journal")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "javax.transaction.xa..",
                        "org.jspecify..",
                        ROOT + "journal",
                        ROOT + "thread",
                        ROOT + "halt"))
                .check(product);
    }

    @Test
    void shouldKnowNoContainer() {
        noClasses()
                .that()
                .resideInAPackage("dev.rapporteur.impl..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("jakarta..", "org.jboss.."))
                .check(product);
    }

    @Test
    void shouldHaveNoCycles() {
        slices().matching("dev.rapporteur.impl.(*)..").should().beFreeOfCycles().check(product);
    }
}
