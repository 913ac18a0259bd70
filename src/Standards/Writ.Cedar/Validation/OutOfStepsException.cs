namespace Writ.Cedar.Validation;

/// <summary>Carries the end of the work allowed from any depth of a policy to <see cref="PolicyCheck"/>, which reports it.</summary>
internal sealed class OutOfStepsException() : Exception("the work allowed for one policy is spent");
