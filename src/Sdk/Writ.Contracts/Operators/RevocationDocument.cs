namespace Writ.Contracts;

/// <summary>Everything is being revoked: nobody acts any more, and Writ starts anew. It is done when `/v1/status` answers to the new credential.</summary>
/// <param name="Epoch">The epoch that ends.</param>
/// <param name="Tasks">How many tasks lived.</param>
/// <param name="Instances">How many instances lived.</param>
/// <param name="Told">How many launchers were told to end their commands.</param>
public sealed record RevocationDocument(int Epoch, int Tasks, int Instances, int Told);
