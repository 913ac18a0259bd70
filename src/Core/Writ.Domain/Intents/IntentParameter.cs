namespace Writ.Domain;

/// <summary>One typed parameter that an intent declares.</summary>
/// <param name="Name">The name, an identifier of the policy language.</param>
/// <param name="Type">The type.</param>
/// <param name="Required">Whether a task must give it.</param>
/// <param name="MaxLength">The greatest length of a string, in UTF-16 units; at most 4,096.</param>
public sealed record IntentParameter(string Name, ParameterType Type, bool Required, int MaxLength = 256);
