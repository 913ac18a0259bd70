namespace Writ.Enforcement;

/// <summary>Hears when an action reaches a stage; for measuring and tracing. It sees no data of the action and cannot change its course.</summary>
public interface IStageListener
{
    /// <summary>The action is about to enter a stage.</summary>
    void Entering(Stage stage);

    /// <summary>The action has left its last stage, performed or refused.</summary>
    void Left(Stage last);
}
