namespace Writ.Authority.Revocation;

/// <summary>What the revocation of everything did so far: nobody acts any more. What is left is the next start's.</summary>
/// <param name="Epoch">The epoch that ends.</param>
/// <param name="Tasks">How many tasks lived.</param>
/// <param name="Instances">How many instances lived.</param>
/// <param name="Told">How many launchers were told to end their commands.</param>
public sealed record RevocationBegun(int Epoch, int Tasks, int Instances, int Told);
