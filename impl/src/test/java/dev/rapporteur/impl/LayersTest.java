package dev.rapporteur.impl;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms of the house, and who may enter which: ARCHITECTURE.md, "Rooms". */
@AnalyzeClasses(packages = "dev.rapporteur", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

    private static final String ROOT = "dev.rapporteur.impl.";

    @ArchTest
    static final ArchRule ROOMS = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.rapporteur.impl..")
            .layer("engine").definedBy("dev.rapporteur.impl")
            .layer("config").definedBy(ROOT + "config")
            .layer("thread").definedBy(ROOT + "thread")
            .layer("halt").definedBy(ROOT + "halt")
            .layer("journal").definedBy(ROOT + "journal")
            .layer("outbound").definedBy(ROOT + "outbound")
            .layer("routing").definedBy(ROOT + "routing")
            .layer("xa").definedBy(ROOT + "xa")
            .layer("dispatch").definedBy(ROOT + "dispatch")
            .layer("kafka").definedBy(ROOT + "kafka")
            .layer("monitor").definedBy(ROOT + "monitor")
            .whereLayer("engine").mayOnlyAccessLayers(
                    "config", "thread", "halt", "journal", "outbound", "routing", "xa", "dispatch", "kafka", "monitor")
            .whereLayer("thread").mayNotAccessAnyLayer()
            .whereLayer("halt").mayNotAccessAnyLayer()
            .whereLayer("config").mayNotAccessAnyLayer()
            .whereLayer("journal").mayOnlyAccessLayers("thread", "halt")
            .whereLayer("outbound").mayOnlyAccessLayers("journal")
            .whereLayer("routing").mayOnlyAccessLayers("outbound", "thread")
            .whereLayer("xa").mayOnlyAccessLayers("journal", "outbound", "routing", "thread", "halt")
            .whereLayer("dispatch").mayOnlyAccessLayers("outbound", "journal", "thread")
            .whereLayer("kafka").mayOnlyAccessLayers("dispatch", "routing", "outbound", "config", "thread")
            .whereLayer("monitor").mayOnlyBeAccessedByLayers("engine");

    @ArchTest
    static final ArchRule ONLY_ONE_ROOM_TOUCHES_THE_CLIENT = noClasses()
            .that(resideInAPackage("dev.rapporteur..").and(resideInAPackage(ROOT + "kafka").negate()))
            .should()
            .dependOnClassesThat(resideInAPackage("org.apache.kafka.."));

    @ArchTest
    static final ArchRule THE_JOURNAL_STANDS_ON_THE_JDK_ALONE = classes()
            .that()
            .resideInAPackage(ROOT + "journal")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..", "javax.transaction.xa..", "org.jspecify..", ROOT + "journal", ROOT + "thread", ROOT + "halt"));

    @ArchTest
    static final ArchRule NO_CONTAINER_INSIDE = noClasses()
            .that()
            .resideInAPackage("dev.rapporteur.impl..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("jakarta..", "org.jboss.."));

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.rapporteur.impl.(*)..").should().beFreeOfCycles();
}
