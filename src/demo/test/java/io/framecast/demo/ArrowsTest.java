package io.framecast.demo;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms, as {@code src/README.md} draws them. */
class ArrowsTest {

  private static final String[] PLATFORM = {"java..", "javax.imageio..", "org.jspecify.."};

  /** The rooms whose packages know each other in one direction only. */
  private static final List<String> FREE_OF_CYCLES =
      List.of(
          "frames",
          "squares",
          "convlstm",
          "layers",
          "topics",
          "service",
          "predictor",
          "trainer",
          "console",
          "sim",
          "broker",
          "demo");

  private static final JavaClasses ROOMS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.framecast");

  @Test
  void everyRoomIsSeen() {
    for (String room : List.of("frames", "squares", "topics", "convlstm", "layers", "broker")) {
      assertThat(ROOMS.that(resideInAPackage("io.framecast." + room + ".."))).as(room).isNotEmpty();
    }
  }

  @Test
  void framesStandOnTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage("io.framecast.frames..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(PLATFORM).or(resideInAPackage("io.framecast.frames..")))
        .check(ROOMS);
  }

  @Test
  void squaresStandOnFrames() {
    onlyOn("squares", "frames");
  }

  @Test
  void topicsStandOnFrames() {
    onlyOn("topics", "frames");
  }

  @Test
  void convlstmStandsOnFramesAndLayersOnNothing() {
    onlyOn("convlstm", "frames");
    onlyOn("layers");
    noClasses()
        .that()
        .resideInAnyPackage("io.framecast.convlstm..", "io.framecast.layers..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "io.micronaut..")
        .check(ROOMS);
  }

  @Test
  void theServicesDoNotKnowEachOtherNorTheSimulatorNorTheBroker() {
    onlyOn("service", "topics", "frames");
    onlyOn("predictor", "convlstm", "service", "topics", "frames");
    onlyOn("trainer", "convlstm", "layers", "squares", "service", "topics", "frames");
    onlyOn("console", "service", "topics", "frames");
    onlyOn("sim", "squares", "topics", "frames");
    onlyOn("broker");
  }

  @Test
  void theTrainersServiceItsOfflineCommandsAndVerifyDoNotKnowEachOther() {
    List<String> parts = List.of("service", "commands", "verify");
    for (String part : parts) {
      noClasses()
          .that()
          .resideOutsideOfPackages("io.framecast.trainer", "io.framecast.trainer." + part + "..")
          .and()
          .resideInAPackage("io.framecast.trainer..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.framecast.trainer." + part + "..")
          .check(ROOMS);
    }
    noClasses()
        .that()
        .resideOutsideOfPackage("io.framecast.trainer")
        .and()
        .resideInAPackage("io.framecast.trainer..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.framecast.trainer")
        .check(ROOMS);
  }

  @Test
  void thePackagesOfTheTrainerHaveNoCycles() {
    slices().matching("io.framecast.trainer.(*)..").should().beFreeOfCycles().check(ROOMS);
  }

  @Test
  void theNativeLibraryDoesNotShowInConvlstmsSignatures() {
    methods()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat(
            resideInAPackage("io.framecast.convlstm..")
                .and(JavaClass.Predicates.assignableTo(Object.class)))
        .and()
        .areDeclaredInClassesThat()
        .arePublic()
        .should()
        .notHaveRawReturnType(resideInAnyPackage("org.nd4j..", "org.bytedeco.."))
        .andShould()
        .notHaveRawParameterTypes(
            DescribedPredicate.describe(
                "of the native library",
                types ->
                    types.stream()
                        .anyMatch(
                            type ->
                                type.getPackageName().startsWith("org.nd4j")
                                    || type.getPackageName().startsWith("org.bytedeco"))))
        .check(ROOMS);
  }

  @Test
  void roomsHaveNoCycles() {
    slices().matching("io.framecast.(*)..").should().beFreeOfCycles().check(ROOMS);
  }

  @Test
  void thePackagesOfARoomHaveNoCycles() {
    for (String room : FREE_OF_CYCLES) {
      slices()
          .assignedFrom(each("package", room, JavaClass::getPackageName))
          .should()
          .beFreeOfCycles()
          .check(ROOMS);
    }
  }

  /** A class and those inside it are one thing. */
  @Test
  void theClassesThatProcessAStreamHaveNoCycles() {
    slices()
        .assignedFrom(each("class", "predictor.streams", type -> topLevel(type).getName()))
        .should()
        .beFreeOfCycles()
        .check(ROOMS);
  }

  private static JavaClass topLevel(JavaClass type) {
    return type.getEnclosingClass().map(ArrowsTest::topLevel).orElse(type);
  }

  /** Slices of one room, or of one of its packages. */
  private static SliceAssignment each(
      String what, String room, Function<JavaClass, String> nameOf) {
    DescribedPredicate<JavaClass> isInside = resideInAPackage("io.framecast." + room + "..");
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return isInside.test(type)
            ? SliceIdentifier.of(nameOf.apply(type))
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "each " + what + " of " + room;
      }
    };
  }

  private static void onlyOn(String room, String... others) {
    String[] allowed = new String[others.length + 1];
    for (int i = 0; i < others.length; i++) {
      allowed[i] = "io.framecast." + others[i] + "..";
    }
    allowed[others.length] = "io.framecast." + room + "..";
    noClasses()
        .that()
        .resideInAPackage("io.framecast." + room + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.framecast..").and(not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true)
        .check(ROOMS);
  }
}
