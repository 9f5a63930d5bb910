package birthmark.determinism;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads one class file and lists what it uses of the JDK and what it must not hold. */
final class ClassReader {
  private static final String OURS = "birthmark.";

  private final ClassModel model;
  private final String name;
  private final String caller;
  private final List<Finding> findings = new ArrayList<>();
  private String method = "";
  private int line;

  private ClassReader(ClassModel model) {
    this.model = model;
    name = model.thisClass().asInternalName().replace('/', '.');
    int nested = name.indexOf('$');
    caller = nested < 0 ? name : name.substring(0, nested);
  }

  /** What the class file {@code octets} uses and holds. */
  static List<Finding> read(byte[] octets) {
    ClassReader reader = new ClassReader(ClassFile.of().parse(octets));
    reader.readClass();
    return reader.findings;
  }

  private void readClass() {
    for (FieldModel field : model.fields()) {
      method = field.fieldName().stringValue();
      rejectFloating(field.fieldTypeSymbol());
      if (field.flags().has(AccessFlag.VOLATILE)) {
        forbid("a volatile field is for threads, and core has none");
      }
    }
    for (MethodModel each : model.methods()) {
      method = each.methodName().stringValue();
      line = 0;
      rejectFloating(each.methodTypeSymbol());
      if (each.flags().has(AccessFlag.SYNCHRONIZED)) {
        forbid("a synchronized method is for threads, and core has none");
      }
      each.code().ifPresent(this::readCode);
    }
  }

  private void readCode(CodeModel code) {
    for (CodeElement element : code) {
      switch (element) {
        case LineNumber at -> line = at.line();
        case InvokeInstruction call ->
            use(call.owner().asSymbol(), call.name().stringValue(), call.typeSymbol());
        case FieldInstruction access ->
            useField(access.owner().asSymbol(), access.name().stringValue(), access.typeSymbol());
        case InvokeDynamicInstruction call -> {
          rejectFloating(call.typeSymbol());
          useBootstrap(call.bootstrapMethod(), call.bootstrapArgs());
        }
        case ConstantInstruction constant -> {
          rejectFloating(constant.typeKind());
          useConstant(constant.constantValue());
        }
        case MonitorInstruction each -> {
          if (each.opcode() == Opcode.MONITORENTER) {
            forbid("a synchronized block is for threads, and core has none");
          }
        }
        case OperatorInstruction each -> rejectFloating(each.typeKind());
        case LoadInstruction each -> rejectFloating(each.typeKind());
        case StoreInstruction each -> rejectFloating(each.typeKind());
        case ReturnInstruction each -> rejectFloating(each.typeKind());
        case ArrayLoadInstruction each -> rejectFloating(each.typeKind());
        case ArrayStoreInstruction each -> rejectFloating(each.typeKind());
        case NewPrimitiveArrayInstruction each -> rejectFloating(each.typeKind());
        case ConvertInstruction each -> {
          rejectFloating(each.fromType());
          rejectFloating(each.toType());
        }
        default -> {}
      }
    }
  }

  private void use(ClassDesc owner, String member, MethodTypeDesc type) {
    rejectFloating(type);
    if (member.equals("hashCode") && type.parameterCount() == 0) {
      // A String's is specified, and a switch over strings is made of it.
      if (!method.equals("hashCode") && !binaryName(owner).equals("java.lang.String")) {
        forbid("hashCode() may differ from one run to the next: only another hashCode() calls it");
      }
      return;
    }
    if (owner.isArray()) {
      return; // clone() is all that an array has
    }
    String declaring = declaringClass(binaryName(owner), member, type);
    if (!declaring.startsWith(OURS)) {
      String parameters =
          type.parameterList().stream()
              .map(ClassDesc::displayName)
              .collect(Collectors.joining(",", "(", ")"));
      findings.add(new Finding.Use(declaring, member, parameters, caller, where()));
    }
  }

  private void useField(ClassDesc owner, String member, ClassDesc type) {
    rejectFloating(type);
    String declaring = binaryName(owner);
    if (!declaring.startsWith(OURS)) {
      findings.add(new Finding.Use(declaring, member, "", caller, where()));
    }
  }

  private void useBootstrap(DirectMethodHandleDesc bootstrap, List<ConstantDesc> arguments) {
    useHandle(bootstrap);
    for (ConstantDesc argument : arguments) {
      useConstant(argument);
    }
  }

  private void useConstant(ConstantDesc constant) {
    switch (constant) {
      case DirectMethodHandleDesc handle -> useHandle(handle);
      case DynamicConstantDesc<?> dynamic ->
          useBootstrap(dynamic.bootstrapMethod(), dynamic.bootstrapArgsList());
      case Float _, Double _ -> forbid("a floating-point constant");
      default -> {}
    }
  }

  private void useHandle(DirectMethodHandleDesc handle) {
    switch (handle.kind()) {
      case GETTER, SETTER, STATIC_GETTER, STATIC_SETTER ->
          useField(
              handle.owner(),
              handle.methodName(),
              ClassDesc.ofDescriptor(handle.lookupDescriptor()));
      default ->
          use(
              handle.owner(),
              handle.methodName(),
              MethodTypeDesc.ofDescriptor(handle.lookupDescriptor()));
    }
  }

  /**
   * The class that declares what is called on {@code owner}: one of ours may inherit it from the
   * JDK.
   */
  private static String declaringClass(String owner, String member, MethodTypeDesc type) {
    if (!owner.startsWith(OURS) || member.equals("<init>")) {
      return owner;
    }
    try {
      ClassLoader loader = ClassReader.class.getClassLoader();
      Class<?> start = Class.forName(owner, false, loader);
      MethodType resolved = MethodType.fromMethodDescriptorString(type.descriptorString(), loader);
      for (Class<?> each = start; each != null; each = each.getSuperclass()) {
        if (declares(each, member, resolved)) {
          return each.getName();
        }
      }
      for (Class<?> each : interfaces(start)) {
        if (declares(each, member, resolved)) {
          return each.getName();
        }
      }
      return Object.class.getName();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          owner + " was compiled against but is not on the class path", e);
    }
  }

  private static boolean declares(Class<?> type, String member, MethodType resolved) {
    for (Method each : type.getDeclaredMethods()) {
      if (each.getName().equals(member)
          && each.getReturnType() == resolved.returnType()
          && List.of(each.getParameterTypes()).equals(resolved.parameterList())) {
        return true;
      }
    }
    return false;
  }

  private static List<Class<?>> interfaces(Class<?> type) {
    List<Class<?>> all = new ArrayList<>();
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Class<?> direct : each.getInterfaces()) {
        all.add(direct);
        all.addAll(interfaces(direct));
      }
    }
    return all;
  }

  private void rejectFloating(MethodTypeDesc type) {
    rejectFloating(type.returnType());
    type.parameterList().forEach(this::rejectFloating);
  }

  private void rejectFloating(ClassDesc type) {
    String element = type.descriptorString().replace("[", "");
    if (element.equals("F")
        || element.equals("D")
        || element.equals("Ljava/lang/Float;")
        || element.equals("Ljava/lang/Double;")) {
      forbid("the floating-point type " + type.displayName());
    }
  }

  private void rejectFloating(TypeKind kind) {
    if (kind == TypeKind.FLOAT || kind == TypeKind.DOUBLE) {
      forbid("floating-point arithmetic");
    }
  }

  private void forbid(String why) {
    findings.add(new Finding.Forbidden(why, caller, where()));
  }

  private String where() {
    String simple = caller.substring(caller.lastIndexOf('.') + 1);
    return name + "." + method + " (" + simple + ".java" + (line == 0 ? "" : ":" + line) + ")";
  }

  private static String binaryName(ClassDesc type) {
    String descriptor = type.descriptorString();
    return type.isClassOrInterface()
        ? descriptor.substring(1, descriptor.length() - 1).replace('/', '.')
        : descriptor;
  }
}
